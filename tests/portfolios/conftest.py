"""Generated examples are judged by what they show, not by how busy the machine is."""

from hypothesis import settings

settings.register_profile("steady", deadline=None, print_blob=True)
settings.load_profile("steady")
