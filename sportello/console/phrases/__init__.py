"""The citizens' phrases in the console: the files that hold them, what operators call them, how they are taught."""
