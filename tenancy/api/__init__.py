"""What every API view shares: who calls, what a token may do, how errors, pages and repeated writes look."""
