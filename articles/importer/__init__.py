"""Files in.

    find_files | read_files | plan | apply
     files.py    records.py   decide.py  store.py
     (walk)      (parse in    (three-way (one transaction
                 processes)   merge)     a batch)

Everything left of `apply` writes nothing, so a dry run is the same run without the last step (run.py draws it together).
A bad file is a problem in the report with its path and line; the rest goes on. Unexpected errors still raise.
"""
