"""The accurate tagger as a PyTorch module: a BERT-style encoder, two linear chains, a tagger and pointers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from sayso.engine.encoding import MARK_STATES, SHAPES
from sayso.spans import NAME_TAGS, POS_TAGS, ROLE_TAGS

__all__ = ["HEADS", "LINKS", "UNKNOWN", "Batch", "LabelEncoder", "Output", "losses"]

HIDDEN: Final = 384
ATTENTION_HEADS: Final = 12
LAYERS: Final = 6
POSITIONS: Final = 512
POINTER_WIDTH: Final = 64
HEADS: Final = {"roles": len(ROLE_TAGS), "names": len(NAME_TAGS), "pos": len(POS_TAGS)}
# What the first token of a content span points at: the first token of its source, of its cue, and of the content
# span before it in the same quotation; at itself where there is none.
LINKS: Final = ("source", "cue", "previous")
UNKNOWN: Final = -100  # in the place of a label or link that a set does not tell
_FORBIDDEN: Final = -1e4


class Batch(NamedTuple):
    """Windows padded to one length, and what is known of their tokens.

    pieces, shapes, marks: (windows, pieces). mask: which pieces are there. first: (windows, tokens), index of each
    token's first piece. words: which tokens are there. roles, names: (windows, tokens, labels), which labels a token
    may have. pos: (windows, tokens), -100 where unknown. links: (windows, tokens, 3), index of the token pointed at,
    -100 where unknown. weights: (windows, 3), of the windows' roles, names and pos.
    """

    pieces: Tensor
    shapes: Tensor
    marks: Tensor
    mask: Tensor
    first: Tensor
    words: Tensor
    roles: Tensor
    names: Tensor
    pos: Tensor
    links: Tensor
    weights: Tensor

    def to(self, device: str) -> Batch:
        """The batch on another device."""
        return Batch(*(part.to(device, non_blocking=True) for part in self))


class Output(NamedTuple):
    """Scores of every token: (windows, tokens, labels) of each head, (windows, 3, tokens, tokens) of the pointers."""

    roles: Tensor
    names: Tensor
    pos: Tensor
    links: Tensor


class _Linear(nn.Linear):
    """A linear map that can be run as if in int8, as the exported model runs it (quantisation-aware training)."""

    rounded = False

    def forward(self, x: Tensor) -> Tensor:
        read, weight = (_rounded_window(x), _rounded_rows(self.weight)) if self.rounded else (x, self.weight)
        found: Tensor = functional.linear(read, weight, self.bias)
        return found


def _rounded_rows(weight: Tensor) -> Tensor:
    """Weights as the export writes them, one scale a row; gradients pass as if they were exact (Bengio et al. 2013)."""
    with torch.no_grad():
        scale = weight.abs().amax(1, keepdim=True) / 127 + 1e-12
        change = torch.round(weight / scale) * scale - weight
    return weight + change


def _rounded_window(x: Tensor) -> Tensor:
    """Activations in 256 steps from the least to the greatest of each window (its padding too), zero among them."""
    with torch.no_grad():
        exact = x.float()
        low, high = (end(exact, dim=(1, 2), keepdim=True) for end in (torch.amin, torch.amax))
        scale = (high.clamp(min=0) - low.clamp(max=0)) / 255 + 1e-12
        zero = torch.round(-low.clamp(max=0) / scale)
        change = ((torch.round(exact / scale) + zero).clamp(0, 255) - zero) * scale - exact
    return x + change


class _Layer(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.qkv = _Linear(HIDDEN, 3 * HIDDEN)
        self.attended = _Linear(HIDDEN, HIDDEN)
        self.norm_attended = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.widen = _Linear(HIDDEN, 4 * HIDDEN)
        self.narrow = _Linear(4 * HIDDEN, HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)

    def forward(self, x: Tensor, bias: Tensor, dropout: float) -> Tensor:
        size, length, _ = x.shape
        qkv = self.qkv(x).view(size, length, 3, ATTENTION_HEADS, HIDDEN // ATTENTION_HEADS)
        query, key, value = qkv.permute(2, 0, 3, 1, 4)
        scores = (query * (HIDDEN // ATTENTION_HEADS) ** -0.5) @ key.transpose(-1, -2) + bias.to(query.dtype)
        mixed = (scores.softmax(-1).to(value.dtype) @ value).transpose(1, 2).reshape(size, length, HIDDEN)
        x = self.norm_attended(x + functional.dropout(self.attended(mixed), dropout, self.training))
        wide = functional.gelu(self.widen(x))
        return self.norm(x + functional.dropout(self.narrow(wide), dropout, self.training))


class LabelEncoder(nn.Module):
    """Encoder, heads and the transition scores of the two linear chains."""

    def __init__(self, pieces: int, *, layers: int = LAYERS, dropout: float = 0.1) -> None:
        super().__init__()
        self.dropout = dropout
        self.word = nn.Embedding(pieces, HIDDEN)
        self.position = nn.Embedding(POSITIONS, HIDDEN)
        self.shape = nn.Embedding(len(SHAPES), HIDDEN)
        self.mark = nn.Embedding(len(MARK_STATES), HIDDEN)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.layers = nn.ModuleList(_Layer() for _ in range(layers))
        self.heads = nn.Linear(HIDDEN, sum(HEADS.values()))
        self.asking = nn.Linear(HIDDEN, len(LINKS) * POINTER_WIDTH)
        self.answering = nn.Linear(HIDDEN, len(LINKS) * POINTER_WIDTH)
        for extra in (self.shape, self.mark, self.heads):
            nn.init.normal_(extra.weight, std=0.02)
        self.role_steps = nn.Parameter(torch.zeros(HEADS["roles"], HEADS["roles"]))
        self.name_steps = nn.Parameter(torch.zeros(HEADS["names"], HEADS["names"]))

    def run_rounded(self, rounded: bool) -> None:
        """Read and learn from now on as if all layers and the embeddings of pieces were in int8, or exactly."""
        if rounded:
            with torch.no_grad():
                self.word.weight.copy_(_rounded_rows(self.word.weight))
        for module in self.modules():
            if isinstance(module, _Linear):
                module.rounded = rounded

    def load_bert(self, weights: Mapping[str, Tensor]) -> None:
        """Start from the weights of a BERT-style encoder in the naming of the transformers library."""
        state: dict[str, Tensor] = {
            "word.weight": weights["embeddings.word_embeddings.weight"],
            "position.weight": weights["embeddings.position_embeddings.weight"]
            + weights["embeddings.token_type_embeddings.weight"][0],
        }
        for end in ("weight", "bias"):
            state[f"norm.{end}"] = weights[f"embeddings.LayerNorm.{end}"]
            for i in range(len(self.layers)):
                old, new = f"encoder.layer.{i}.", f"layers.{i}."
                parts = [weights[f"{old}attention.self.{part}.{end}"] for part in ("query", "key", "value")]
                state[f"{new}qkv.{end}"] = torch.cat(parts)
                state[f"{new}attended.{end}"] = weights[f"{old}attention.output.dense.{end}"]
                state[f"{new}norm_attended.{end}"] = weights[f"{old}attention.output.LayerNorm.{end}"]
                state[f"{new}widen.{end}"] = weights[f"{old}intermediate.dense.{end}"]
                state[f"{new}narrow.{end}"] = weights[f"{old}output.dense.{end}"]
                state[f"{new}norm.{end}"] = weights[f"{old}output.LayerNorm.{end}"]
        unknown = self.load_state_dict(state, strict=False).unexpected_keys
        if unknown:
            raise ValueError(f"weights for nothing here: {', '.join(unknown)}")

    def forward(self, pieces: Tensor, shapes: Tensor, marks: Tensor, mask: Tensor, first: Tensor) -> Output:
        """Scores of every token."""
        x = self.word(pieces) + self.position.weight[: pieces.shape[1]] + self.shape(shapes) + self.mark(marks)
        x = functional.dropout(self.norm(x), self.dropout, self.training)
        bias = torch.where(mask, 0.0, _FORBIDDEN)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias, self.dropout)
        words = x.gather(1, first[:, :, None].expand(-1, -1, HIDDEN))
        words = functional.dropout(words, self.dropout, self.training)
        roles, names, pos = self.heads(words).float().split(list(HEADS.values()), -1)
        size, count, _ = words.shape
        shape = (size, count, len(LINKS), POINTER_WIDTH)
        asking, answering = (side(words).view(shape).transpose(1, 2) for side in (self.asking, self.answering))
        links = (asking @ answering.transpose(-1, -2)).float() / math.sqrt(POINTER_WIDTH)
        return Output(roles, names, pos, links)


def losses(model: LabelEncoder, batch: Batch, output: Output) -> dict[str, Tensor]:
    """Mean loss per token of every task; a token with all labels allowed adds nothing."""
    weight = batch.weights
    words = batch.words
    found: dict[str, Tensor] = {}
    chains = (
        ("roles", output.roles, batch.roles, model.role_steps),
        ("names", output.names, batch.names, model.name_steps),
    )
    for task, (name, scores, allowed, steps) in enumerate(chains):
        known = ~allowed.all(-1) & words
        loss = _chain_loss(scores, allowed, steps, words)
        found[name] = (loss * weight[:, task]).sum() / known.sum().clamp(min=1)
    token_loss = functional.cross_entropy(output.pos.transpose(1, 2), batch.pos, ignore_index=UNKNOWN, reduction="none")
    found["pos"] = (token_loss.sum(1) * weight[:, 2]).sum() / (batch.pos >= 0).sum().clamp(min=1)
    open_links = output.links.masked_fill(~words[:, None, None, :], _FORBIDDEN)
    targets = batch.links.transpose(1, 2)
    rows = targets >= 0
    if rows.any():
        found["links"] = functional.cross_entropy(open_links[rows], targets[rows])
    return found


def _chain_loss(scores: Tensor, allowed: Tensor, steps: Tensor, words: Tensor) -> Tensor:
    """Minus the log probability that a linear chain gives to the allowed labellings, one a window."""
    masked = torch.where(allowed, scores, scores + _FORBIDDEN)
    both: Tensor = _LogPartition.apply(torch.cat((masked, scores)), steps, torch.cat((words, words)))
    size = len(scores)
    return both[size:] - both[:size]


class _LogPartition(torch.autograd.Function):
    """Log of the sum over all labellings of exp(score), with the gradient by forward-backward."""

    @staticmethod
    def forward(ctx: Any, scores: Tensor, steps: Tensor, words: Tensor) -> Tensor:
        scores, steps = scores.detach().float(), steps.detach()
        size, count, labels = scores.shape
        there = words[:, :, None]
        by_time = scores.unbind(1)
        forward = [by_time[0]]
        for t in range(1, count):
            new = torch.logsumexp(forward[-1][:, :, None] + steps, 1) + by_time[t]
            forward.append(torch.where(there[:, t], new, forward[-1]))
        total = torch.logsumexp(forward[-1], 1)
        backward = [scores.new_zeros(size, labels)]
        into = steps.T.contiguous()
        for t in range(count - 1, 0, -1):
            new = torch.logsumexp((by_time[t] + backward[-1])[:, :, None] + into, 1)
            backward.append(torch.where(there[:, t], new, backward[-1]))
        alpha, beta = torch.stack(forward, 1), torch.stack(backward[::-1], 1)
        tokens = torch.exp(alpha + beta - total[:, None, None]) * there
        pairs = alpha[:, :-1, :, None] + steps + (scores + beta)[:, 1:, None, :] - total[:, None, None, None]
        ctx.save_for_backward(tokens, torch.exp(pairs) * there[:, 1:, :, None])
        return total

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, Tensor, None]:
        tokens, pairs = ctx.saved_tensors
        return tokens * grad[:, None, None], (pairs.sum(1) * grad[:, None, None]).sum(0), None
