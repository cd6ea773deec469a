"""`make bench`: every module here that has a `run`, or those named."""

import importlib
import pkgutil
import sys

import benchmarks


def main(names: list[str]) -> None:
    """Print what each benchmark says."""
    for name in names or [module.name for module in pkgutil.iter_modules(benchmarks.__path__)]:
        module = importlib.import_module(f"benchmarks.{name}") if name != "__main__" else None
        if module and hasattr(module, "run"):
            print(name, flush=True)
            for line in module.run():
                print(f"  {line}", flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
