"""The recipe of our classifier as scikit-learn runs it: clean, TF-IDF of words and word pairs,
ten probabilities. Prints CPU seconds for the rows on standard input, one JSON string a line.

The cleaning is the usual one: lower-case, typed placeholders by regular expressions. Word
beginnings, entities with spans and the map back to the text, which ours also does, are left out,
in favour of scikit-learn.
"""

import json
import re
import sys
import time

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

PLACEHOLDERS = [
    (re.compile(p, re.I), f" {name} ")
    for name, p in [
        ("xurl", r"h(?:tt|xx)ps?://\S+"),
        ("xemail", r"\S+@\S+\.\S+"),
        ("xipv4", r"\b\d{1,3}(?:\.\d{1,3}){3}\b"),
        ("xhash", r"\b[0-9a-f]{32,64}\b"),
        ("xcve", r"cve-\d{4}-\d+"),
        ("xpath", r"[a-z]:\\\S+|(?:/[\w.-]+){2,}"),
        ("xnum", r"\d[\d.,:]*"),
    ]
]


def clean(text):
    text = text.lower().replace("'", "")
    for pattern, name in PLACEHOLDERS:
        text = pattern.sub(name, text)
    return text


rows = [json.loads(line) for line in sys.stdin]
fit = rows[:4000]
labels = np.arange(len(fit)) % 10
vectoriser = TfidfVectorizer(ngram_range=(1, 2), preprocessor=clean, max_features=20000, binary=True)
model = LogisticRegression(max_iter=5).fit(vectoriser.fit_transform(fit), labels)

best = float("inf")
for _ in range(3):
    start = time.process_time()
    for at in range(0, len(rows), 10000):
        model.predict_proba(vectoriser.transform(rows[at : at + 10000]))
    best = min(best, time.process_time() - start)
print(json.dumps({"rows": len(rows), "cpu_seconds": best}))
