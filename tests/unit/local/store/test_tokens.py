from __future__ import annotations

import pytest

from l4e_sdk.local.store import Database, Scope, Tokens, Use

HERE = Scope("000000000000", "us-east-1")


@pytest.fixture
def tokens(database: Database) -> Tokens:
    return Tokens(database)


def test_a_use_is_found_again(tokens: Tokens) -> None:
    tokens.remember(HERE, "CreateDataset", "once", Use("print", "{}", 5.0))
    assert tokens.find(HERE, "CreateDataset", "once") == Use("print", "{}", 5.0)


def test_tokens_are_of_one_operation(tokens: Tokens) -> None:
    tokens.remember(HERE, "CreateDataset", "once", Use("print", "{}", 5.0))
    assert tokens.find(HERE, "StartDataIngestionJob", "once") is None


def test_tokens_are_of_one_account_and_region(tokens: Tokens) -> None:
    tokens.remember(HERE, "CreateDataset", "once", Use("print", "{}", 5.0))
    assert tokens.find(Scope("111111111111", "us-east-1"), "CreateDataset", "once") is None
    assert tokens.find(Scope("000000000000", "eu-west-1"), "CreateDataset", "once") is None


def test_a_token_is_freed_alone(tokens: Tokens) -> None:
    for operation in ("CreateDataset", "CreateModel"):
        tokens.remember(HERE, operation, "once", Use("print", "{}", 5.0))
    tokens.free(HERE, "CreateDataset", "once")
    assert tokens.find(HERE, "CreateDataset", "once") is None
    assert tokens.find(HERE, "CreateModel", "once") is not None


def test_the_tokens_of_an_arn_are_freed_in_one_operation(tokens: Tokens) -> None:
    for number, arn in enumerate(("arn:a_", "arn:ab", "arn:a_/1")):
        tokens.remember(HERE, "PutResourcePolicy", str(number), Use("print", f'{{"Arn":"{arn}"}}', 5.0))
    tokens.free_all(HERE, "PutResourcePolicy", "arn:a_")
    left = [tokens.find(HERE, "PutResourcePolicy", str(number)) is not None for number in range(3)]
    assert left == [False, True, True]


def test_old_uses_are_forgotten_and_newer_ones_kept(tokens: Tokens) -> None:
    tokens.remember(HERE, "CreateDataset", "old", Use("print", "{}", 5.0))
    tokens.remember(HERE, "CreateDataset", "new", Use("print", "{}", 6.0))
    tokens.forget(before=6.0)
    assert tokens.find(HERE, "CreateDataset", "old") is None
    assert tokens.find(HERE, "CreateDataset", "new") is not None
