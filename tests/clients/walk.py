"""Runs every walk of lessons/*.py and every cli/*.sh, each in an empty account, and counts."""

import importlib
import os
import pathlib
import subprocess
import sys
import time
import traceback
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
URL = os.environ["AWS_ENDPOINT_URL"]
sys.path.insert(0, str(HERE))


def reset():
    urllib.request.urlopen(urllib.request.Request(URL + "/_inflight/reset", method="POST"), timeout=10).read()


def python_walks():
    for path in sorted((HERE / "lessons").glob("*.py")):
        module = importlib.import_module(f"lessons.{path.stem}")
        for name, walk in list(vars(module).items()):
            if callable(walk) and getattr(walk, "__module__", "") == module.__name__ and name.startswith("a_lesson_"):
                yield f"{path.stem}.{name[9:]}", walk


def shell(path):
    done = subprocess.run(["bash", "-xeuo", "pipefail", str(path)], capture_output=True, text=True, timeout=240)
    if done.returncode:
        raise AssertionError(f"ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr[-2000:]}")


def main(wanted):
    walks = list(python_walks())
    walks += [(f"cli.{path.stem}", lambda path=path: shell(path)) for path in sorted((HERE / "cli").glob("*.sh"))]
    failed, passed = [], 0
    for name, walk in walks:
        if wanted not in name:
            continue
        began = time.monotonic()
        try:
            reset()
            walk()
            passed += 1
            said = "ok"
        except Exception:
            failed.append(name)
            said = "FAILED\n" + traceback.format_exc(limit=-4)
        print(f"{name} {said} ({time.monotonic() - began:.1f} s)", flush=True)
    for name in failed:
        print("failed:", name)
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed or not passed else 0


sys.exit(main(sys.argv[1] if len(sys.argv) > 1 else ""))
