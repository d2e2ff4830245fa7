"""How our pictures fare: alive.py asks one address again, marking.py says which are to be asked; placeholders.py, duplicates.py,
sizes.py and files.py find what is wrong in rows and media, mending.py repairs files, run.py draws it together for `check_images`.
"""
