"""The administrator's pages, the choice of firm, invitations."""
