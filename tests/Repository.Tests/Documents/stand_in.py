"""What stands for a notebook, a model of transformers, its input and PyTorch where a document's block of Python is run: 12 layers of 12 heads."""
import sys
import types

import numpy


class Stacked(numpy.ndarray):
    def numpy(self):
        return numpy.asarray(self)


torch = types.SimpleNamespace(stack=lambda arrays: numpy.stack(arrays).view(Stacked))
tokenizer = types.SimpleNamespace(convert_ids_to_tokens=lambda ids: [["[CLS]", "the", "cat", "sat", "[SEP]"][i] for i in ids])
inputs = {"input_ids": [[0, 1, 2, 3, 4]]}


def model(input_ids, output_attentions):
    scores = numpy.exp(numpy.random.default_rng(0).normal(size=(12, 1, 12, 5, 5)))
    return types.SimpleNamespace(attentions=tuple((scores / scores.sum(-1, keepdims=True)).astype(numpy.float32)))


display = types.ModuleType("IPython.display")
display.IFrame = lambda src, width, height: types.SimpleNamespace(src=src, width=width, height=height)
sys.modules.update({"IPython": types.ModuleType("IPython"), "IPython.display": display})
