"""A new edition of the Carta, read from a document, as a draft of the knowledge file.

Line by line:

1. A document becomes lines in reading order: `sources` tells its kind; `pdf_file` and text give words with their
   places, which `layout` puts in order; `docx_file` gives paragraphs; all end as `lines`, joined by `paragraphs`.
2. Lines become services: `labels` knows the headings («Cos'è», «Costi»), `names` the services of the present
   Carta; `outline` finds titles, and `found` what each service says, with `contacts`, `documents`, `money`, `weekly`.
3. Services become changes: `matching` tells which of ours each is; `values` puts what it says as the knowledge file
   does; `compare` keeps what is not the same as now (`likeness`).
4. Changes become a draft: `writing` puts them into the knowledge file, comments and order kept; `draft` does it all.

Nothing here writes files. Nothing is guessed: what cannot be told is left empty, with a comment for the operator.
"""
