"""What the stories of all generations of the codeflare-sdk have in common: steps, and what is expected of them."""

import contextlib
import difflib
import io
import os
import pathlib
import tempfile
import time

os.environ["COLUMNS"] = "100"  # how wide the SDK draws its tables
os.environ.pop("KUBECONFIG", None)
os.environ["HOME"] = tempfile.mkdtemp()  # where it would look for a kubeconfig, and writes its files

import yaml  # noqa: E402

PATIENCE = 120  # seconds
GPU = "nvidia.com/gpu"


class Difference(Exception):
    """What a step found is not what it should have found."""


def same(what, found, expected):
    if found != expected:
        texts = [value if isinstance(value, str) else yaml.dump(value) for value in (expected, found)]
        lines = [text.splitlines() for text in texts]
        raise Difference("\n".join([what, *difflib.unified_diff(*lines, "expected", "found", lineterm="")]))


def eventually(what, look, expected):
    """Looks until it is so."""
    end = time.monotonic() + PATIENCE
    while (found := look()) != expected:
        if time.monotonic() > end:
            same(f"{what}, after {PATIENCE} s", found, expected)
        time.sleep(0.2)


def credentials(kubeconfig):
    """The server, and the token of whom this file is for."""
    content = yaml.safe_load(pathlib.Path(kubeconfig).read_text(encoding="utf-8"))
    context = next(c["context"] for c in content["contexts"] if c["name"] == content["current-context"])
    server = next(c["cluster"] for c in content["clusters"] if c["name"] == context["cluster"])["server"]
    token = next(u["user"] for u in content["users"] if u["name"] == context["user"])["token"]
    return server, token


def sections(file):
    """Texts by the names that stand over them, as `== name`."""
    texts = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            lines = texts[line[3:]] = []
        else:
            lines.append(line)
    return {name: "\n".join(lines).strip("\n") for name, lines in texts.items()}


class Story:
    """Runs steps, and compares what each prints with what it should print."""

    def __init__(self, generation, record):
        self.file = pathlib.Path(__file__).parent / generation / "printed.txt"
        self.expected = {} if record else sections(self.file)
        self.record = {} if record else None

    def step(self, name, call, expected=None, **filled):
        """Calls it; returns its result if that, and what was printed, is as it should be."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            result = call()
        text = "\n".join(line.rstrip() for line in out.getvalue().splitlines()).strip("\n")
        for key, value in filled.items():
            text = text.replace(value, "{" + key + "}")
        if self.record is not None:
            self.record[name] = text
        else:
            same(f"printed at: {name}", text, self.expected[name])
        if expected is not None:
            same(f"returned at: {name}", result, expected)
        print(f"ok {name}", flush=True)
        return result

    def close(self):
        if self.record is not None:
            texts = [f"== {name}\n{text}".rstrip() for name, text in self.record.items()]
            self.file.write_text("\n\n".join(texts) + "\n", encoding="utf-8")
