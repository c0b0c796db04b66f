"""What `spacy train --code` imports: registers the parts of the pipeline that are our own."""

import pipeline.language
import pipeline.language.vectors  # noqa: F401
