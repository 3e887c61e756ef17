"""Writes python.json: the documents' blocks of Python, and the files that they wrote when they were run.

The commands before them run too, so that they find what these write.

Run with Debian's python3-h5py and with attn on the path:  python3 make.py > python.json
"""
import base64
import json
import pathlib
import platform
import re
import subprocess
import sys
import tempfile

import h5py
import numpy

here = pathlib.Path(__file__).resolve().parent
root = (here / "../../..").resolve()
blocks = []
for document in sorted((root / "docs").glob("*.md")):
    found = re.findall(r"^```(sh|python)\n(.*?)\n```$", document.read_text(), re.M | re.S)
    last = max((place for place, (language, _) in enumerate(found) if language == "python"), default=-1)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        for name in ("models", "docs", "tests"):
            (folder / name).symlink_to(root / name)
        for language, text in found[:last + 1]:
            before = set(folder.iterdir())
            script = text if language == "sh" else (here / "stand_in.py").read_text() + text
            call = ["bash", "-e", "-c", script] if language == "sh" else [sys.executable, "-c", script]
            subprocess.run(call, cwd=folder, check=True, stdout=subprocess.DEVNULL)
            if language == "python":
                written = sorted(set(folder.iterdir()) - before)
                files = {path.name: base64.b64encode(path.read_bytes()).decode() for path in written}
                blocks.append({"document": f"docs/{document.name}", "text": text, "files": files})
json.dump({"made": {"python": platform.python_version(), "numpy": numpy.__version__, "h5py": h5py.__version__}, "blocks": blocks}, sys.stdout, indent=1)
print()
