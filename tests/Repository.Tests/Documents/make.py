"""Writes python.json: the documents' blocks of Python, and the files that they wrote when they were run.

What commands before them write lies beside this: maps.h5.

Run with Debian's python3-h5py:  python3 make.py > python.json
"""
import base64
import json
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

import h5py
import numpy

here = pathlib.Path(__file__).resolve().parent
blocks = []
for document in sorted((here / "../../../docs").resolve().glob("*.md")):
    for text in re.findall(r"^```python\n(.*?)\n```$", document.read_text(), re.M | re.S):
        with tempfile.TemporaryDirectory() as folder:
            given = shutil.copy(here / "maps.h5", folder)
            script = (here / "stand_in.py").read_text() + text
            subprocess.run([sys.executable, "-c", script], cwd=folder, check=True, stdout=subprocess.DEVNULL)
            files = {path.name: base64.b64encode(path.read_bytes()).decode() for path in sorted(pathlib.Path(folder).iterdir()) if str(path) != given}
        blocks.append({"document": f"docs/{document.name}", "text": text, "files": files})
json.dump({"made": {"python": platform.python_version(), "numpy": numpy.__version__, "h5py": h5py.__version__}, "blocks": blocks}, sys.stdout, indent=1)
print()
