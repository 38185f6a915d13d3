"""The pages about portfolios, instruments and files; those that need alerts and rules stand in the apps above."""
