"""Who is asking, what they may see, what they did: firms, people, the walls, the gate, audit and jobs."""
