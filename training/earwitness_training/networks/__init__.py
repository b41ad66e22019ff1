"""The networks, one a file, named as in their papers; parts that two networks share exist once."""
