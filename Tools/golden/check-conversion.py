#!/usr/bin/env python3
"""Checks Tools/convert-checkpoint.py: a pickle, an archive or an ONNX file comes out as the same tensors.

    check-conversion.py [unittest's options]

Runs on what families.requirements.txt and convert-checkpoint.requirements.txt list, and onnxscript.
"""

import argparse
import contextlib
import importlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
import warnings
from pathlib import Path
from unittest import mock

import numpy
import timm
import torch
import transformers
from safetensors.torch import load_file

TOOLS = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(TOOLS), str(TOOLS / "golden")]
from families import timm_support, transformers_support  # noqa: E402
from families.original_models import DINOv2, VisionTransformer  # noqa: E402
from families.randomizing import randomize  # noqa: E402

warnings.simplefilter("ignore")
torch.set_num_threads(1)
SMALL = transformers_support.SMALL
TIMM = ("--architecture", "vit_tiny_patch16_224")
CONVERTER = importlib.import_module("convert-checkpoint")

# In the committed cases: DINO's head, MAE's decoder, DINOv3's second norm, and OpenAI's numbers.
ONLY_TRAINING = r"^module\.head|^decoder|local_cls_norm|^(input_resolution|context_length|vocab_size)$"


def without_wrapper(tensors: dict) -> dict:
    return {name.removeprefix("module.backbone."): value for name, value in tensors.items()}


def seeded() -> torch.Generator:
    return torch.Generator().manual_seed(11)


def vit():
    config = transformers.ViTConfig(**SMALL, intermediate_size=28, **transformers_support.LABELLED)
    return transformers_support.eager(transformers.ViTForImageClassification, config, seeded())


def dinov2(**more):
    return transformers_support.eager(
        transformers.Dinov2Model, transformers.Dinov2Config(**SMALL | more, mlp_ratio=2), seeded())


def siglip():
    config = transformers.SiglipVisionConfig(**SMALL, intermediate_size=28)
    return transformers_support.eager(transformers.SiglipVisionModel, config, seeded())


def clip():
    config = transformers.CLIPVisionConfig(**SMALL, intermediate_size=28)
    return transformers_support.eager(transformers.CLIPVisionModel, config, seeded())


def timm_vit():
    return timm_support.small("vit_tiny_patch16_224", seeded(), num_classes=5)


def untrained():
    """Norms of ones and biases of zeros, which an exporter stores once for all."""
    return timm.create_model("vit_tiny_patch16_224", **timm_support.SMALL, num_classes=5).eval()


class Conversions(unittest.TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def convert(self, file, *options):
        """The sentences printed, or on failure the one that says why."""
        said = io.StringIO()
        with mock.patch("sys.argv", ["convert-checkpoint", str(file), str(self.folder / "out"), *options]):
            try:
                with contextlib.redirect_stdout(said):
                    CONVERTER.main()
            except SystemExit as end:
                return end.code
        return said.getvalue()

    def clear(self):
        shutil.rmtree(self.folder / "out", ignore_errors=True)

    def pickled(self, value, name="checkpoint.pth"):
        torch.save(value, self.folder / name)
        return self.folder / name

    def converted(self, file="model.safetensors"):
        return load_file(self.folder / "out" / file)

    def configuration(self):
        return json.loads((self.folder / "out" / "config.json").read_text())

    def expect_equal(self, expected, but=(), file="model.safetensors"):
        found = self.converted(file)
        self.assertEqual(set(found), set(expected) - set(but))
        for name, value in found.items():
            self.assertTrue(torch.equal(value, expected[name]), name)


class Pickles(Conversions):
    def test_state_dicts_come_back_equal(self):
        for model, options, model_type in (
                (vit(), (), "vit"), (dinov2(), (), "dinov2"), (dinov2(use_swiglu_ffn=True), (), "dinov2"),
                (siglip(), (), "siglip_vision_model"), (clip(), (), "clip_vision_model"),
                (timm_vit(), TIMM, None)):
            with self.subTest(type(model).__name__):
                self.clear()
                file = self.pickled(model.state_dict())
                self.assertIn("wrote", self.convert(file, "--heads", "3", *options))
                self.expect_equal(model.state_dict())
                self.assertEqual(self.configuration().get("model_type"), model_type)

    def test_golden_cases_come_back_equal(self):
        """Every committed checkpoint in one file, pickled beside its configuration."""
        names = {"model.safetensors": "config.json", "open_clip_model.safetensors": "open_clip_config.json"}
        found = 0
        for weights, config in names.items():
            for file in sorted((TOOLS.parent / "Tests/Golden/families").glob(f"*/{weights}")):
                with self.subTest(file.parent.name):
                    self.clear()
                    tensors = load_file(file)
                    shutil.copyfile(file.parent / config, self.folder / config)
                    self.convert(self.pickled(tensors))
                    left = [name for name in tensors if re.search(ONLY_TRAINING, name)]
                    left += ["mask_token"] if "decoder_embed.weight" in left else []
                    self.expect_equal(without_wrapper(tensors), but=without_wrapper(dict.fromkeys(left)), file=weights)
                    (self.folder / config).unlink()
                    found += 1
        self.assertGreater(found, 60)

    def test_derived_configuration_builds_the_model(self):
        for model in (vit(), dinov2(), dinov2(use_swiglu_ffn=True), siglip(), clip()):
            with self.subTest(type(model).__name__):
                self.clear()
                self.convert(self.pickled(model.state_dict()), "--heads", "3")
                rebuilt = type(model).from_pretrained(self.folder / "out", attn_implementation="eager").eval()
                pixels = torch.randn(1, 3, 8, 8, generator=seeded())
                with torch.no_grad():
                    self.assertTrue(torch.allclose(rebuilt(pixels)[0], model(pixels)[0], atol=1e-5))

    def test_teacher_is_preferred_and_said(self):
        model = randomize(VisionTransformer(18, 2, 3, 22, 4, 2), seeded())
        student = {f"module.backbone.{name}": value + 1 for name, value in model.state_dict().items()}
        teacher = {f"backbone.{name}": value for name, value in model.state_dict().items()}
        head = {"head.mlp.0.weight": torch.ones(4, 18), "head.last_layer.weight_g": torch.ones(9, 1)}
        file = self.pickled({
            "student": student, "teacher": teacher | head, "optimizer": {"state": {}, "param_groups": []}, "epoch": 3,
            "args": argparse.Namespace(arch="vit_small"), "loss": numpy.float64(0.5)})
        said = self.convert(file, "--heads", "3", "--architecture", "dino_vits16")
        self.assertIn("took `teacher`, left aside `student`, `optimizer`, `epoch`, `args`", said)
        self.assertIn("left out 2 tensors (head.mlp.0.weight, …)", said)
        self.expect_equal(model.state_dict())
        self.assertEqual(self.configuration()["architectures"], ["VisionTransformer"])

    def test_wrappers_within_wrappers(self):
        tensors = vit().state_dict()
        inner = {f"model.module.backbone.{name}": value for name, value in tensors.items()}
        self.convert(self.pickled({"state_dict": inner | {"model.module.neck.weight": torch.ones(2)}}), "--heads", "3")
        self.expect_equal(tensors)

    def test_teacher_beside_student_in_one_dictionary(self):
        tensors = randomize(DINOv2(18, 2, 3, 22, 4, 2), seeded()).state_dict()
        both = {f"{who}.backbone.{name}": value + shift for who, shift in (("student", 1), ("teacher", 0))
                for name, value in tensors.items()}
        both["teacher.dino_head.mlp.0.weight"] = torch.ones(2, 2)
        self.convert(self.pickled({"model": both}), "--heads", "3")
        self.expect_equal(tensors)

    def test_mae_loses_its_decoder(self):
        model = randomize(VisionTransformer(18, 2, 3, 22, 4, 2), seeded())
        decoder = {"mask_token": torch.ones(1, 1, 8), "decoder_embed.weight": torch.ones(8, 18),
                   "decoder_blocks.0.norm1.weight": torch.ones(8)}
        file = self.pickled({"model": model.state_dict() | decoder})
        self.convert(file, "--heads", "3", "--architecture", "mae_vit_base_patch16")
        self.expect_equal(model.state_dict())
        self.assertEqual(self.configuration()["model_type"], "vit_mae")

    def test_registers_are_told_by_their_tensor(self):
        model = randomize(DINOv2(18, 2, 3, 22, 4, 2, registers=3), seeded())
        self.convert(self.pickled(model.state_dict()), "--heads", "3")
        self.assertEqual(self.configuration()["model_type"], "dinov2_with_registers")
        self.assertEqual(self.configuration()["num_register_tokens"], 3)

    def test_half_precision_stays_and_double_does_not(self):
        tensors = {name: value.half() for name, value in vit().state_dict().items()}
        tensors["classifier.bias"] = tensors["classifier.bias"].double()
        said = self.convert(self.pickled(tensors), "--heads", "3")
        self.assertIn("from float64 to float32", said)
        kinds = {name: value.dtype for name, value in self.converted().items()}
        self.assertEqual(kinds.pop("classifier.bias"), torch.float32)
        self.assertEqual(set(kinds.values()), {torch.float16})

    def test_configuration_beside_is_copied(self):
        model = vit()
        model.config.save_pretrained(self.folder)
        file = self.pickled(model.state_dict(), "pytorch_model.bin")
        self.assertIn("leave them out", self.convert(file, "--heads", "3"))
        self.convert(file)
        self.assertEqual((self.folder / "out/config.json").read_text(), (self.folder / "config.json").read_text())

    def test_shards_are_read_by_their_index(self):
        tensors = vit().state_dict()
        names = sorted(tensors)
        places = {name: f"part-{index % 2}.bin" for index, name in enumerate(names)}
        for shard in set(places.values()):
            self.pickled({name: tensors[name] for name in names if places[name] == shard}, shard)
        index = self.folder / "pytorch_model.bin.index.json"
        index.write_text(json.dumps({"weight_map": places}))
        self.convert(index, "--heads", "3")
        self.expect_equal(tensors)

    def test_openai_archive_is_read_without_running_it(self):
        import open_clip
        model = randomize(open_clip.CLIP(
            embed_dim=11, quick_gelu=True,
            vision_cfg=dict(image_size=8, layers=2, width=18, head_width=6, patch_size=2),
            text_cfg=dict(context_length=9, vocab_size=60, width=16, heads=2, layers=1)), seeded())
        traced = torch.jit.trace_module(
            model.half(), {"encode_image": torch.zeros(1, 3, 8, 8).half()}, check_trace=False)
        traced.save(str(self.folder / "ViT.pt"))
        said = self.convert(self.folder / "ViT.pt", "--heads", "3", "--architecture", "openai")
        self.assertIn("wrote", said)
        self.expect_equal({name: value for name, value in model.state_dict().items() if name != "attn_mask"})
        self.assertEqual(self.configuration()["vision_config"]["hidden_act"], "quick_gelu")


class Refusals(Conversions):
    def test_code_in_a_pickle(self):
        class Harmful:
            def __reduce__(self):
                return os.system, (f"touch {marker}",)
        marker = self.folder / "ran"
        said = self.convert(self.pickled({"model": Harmful()}))
        self.assertRegex(said, r"^convert-checkpoint: .*is refused: it holds more than tensors.*\.system")
        self.assertNotIn("weights_only", said)
        self.assertFalse(marker.exists())

    def test_whole_module(self):
        self.assertIn("save its state_dict()", self.convert(self.pickled(torch.nn.Linear(2, 3))))

    def test_code_in_an_archive(self):
        import zipfile
        with zipfile.ZipFile(self.folder / "x.pt", "w") as archive:
            archive.writestr("x/data.pkl", b"cposix\nsystem\n(S'true'\ntR.")
            archive.writestr("x/constants.pkl", b"")
        self.assertIn("asks for posix.system", self.convert(self.folder / "x.pt"))

    def test_what_cannot_be_told(self):
        file = self.pickled(vit().state_dict())
        self.assertIn("give --heads N", self.convert(file))
        self.assertIn("cannot go into 5 heads", self.convert(file, "--heads", "5"))
        file = self.pickled(timm_vit().state_dict())
        self.assertIn("give --architecture", self.convert(file, "--heads", "3"))
        self.assertIn("has 384 channels, the file has 24", self.convert(file, "--architecture", "dino_vits16"))
        self.assertIn("no encoder known here", self.convert(self.pickled({"weight": torch.ones(2, 2)})))
        self.assertFalse((self.folder / "out" / "model.safetensors").exists())

    def test_as_a_process(self):
        """With -I, as setup.sh runs the default model's conversion."""
        command = [sys.executable, "-I", "-B", TOOLS / "convert-checkpoint.py", "absent.pth", self.folder]
        result = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual((result.returncode, result.stderr), (1, "convert-checkpoint: there is no file absent.pth\n"))

    def test_no_checkpoint(self):
        (self.folder / "noise.pth").write_bytes(b"nothing of the kind")
        self.assertIn("no checkpoint that PyTorch can read", self.convert(self.folder / "noise.pth"))
        self.assertIn("there is no file", self.convert(self.folder / "absent.pth"))
        self.assertIn("found `epoch`", self.convert(self.pickled({"epoch": 3})))

    def test_nothing_is_overwritten(self):
        file = self.pickled(vit().state_dict())
        self.convert(file, "--heads", "3")
        self.assertIn("is there already", self.convert(file, "--heads", "3"))


class Graphs(Conversions):
    def test_exported_models_come_back_equal(self):
        wide = dict(hidden_size=192)
        cases = {
            "vit": (vit, ()), "dinov2": (dinov2, ("embeddings.mask_token",)),
            "dinov2 swiglu": (lambda: dinov2(use_swiglu_ffn=True), ("embeddings.mask_token",)),
            "dinov2 wide": (lambda: dinov2(**wide), ("embeddings.mask_token",)), "clip": (clip, ()),
            "siglip": (siglip, ()), "timm": (timm_vit, ()), "untrained": (untrained, ()),
        }
        for name, (make, unused) in cases.items():
            for dynamo in (False, True):
                with self.subTest(name, dynamo=dynamo):
                    self.clear()
                    model, file = make(), self.folder / "model.onnx"
                    options = dict(external_data=False, verbose=False) if dynamo else dict(opset_version=17)
                    torch.onnx.export(model, (torch.zeros(1, 3, 8, 8),), file, dynamo=dynamo, **options)
                    said = self.convert(file, *TIMM if name in ("timm", "untrained") else ())
                    self.assertIn("3 heads, by the graph's reshapes", said)
                    self.expect_equal(model.state_dict(), unused)


if __name__ == "__main__":
    unittest.main()
