"""The pages of monitoring: alerts, and the mandate with its limits."""
