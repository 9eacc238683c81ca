"""``python -m l4e_sdk.cli``, where the program ``l4e`` is not on the path."""

from l4e_sdk.cli import main

if __name__ == "__main__":
    main()
