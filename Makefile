# Every target sets itself up: it needs Python 3.11 or later, make and git, nothing else.
PYTHON ?= $(firstword $(foreach v,3.11 3.12 3.13 3.14,$(shell command -v python$(v))) python3)
BIN := .venv/bin
# One process per core, four at most. Each runs all tests of a file, and makes what they share once.
# The files run in the order of tests/conftest.py. (pytest 9.2 passes over the groups of xdist 3.8.)
PARALLEL := --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder
# Processes side by side share the cores: threads within them would wait for each other.
SINGLE := OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1

.PHONY: setup test test-quick hashes priors docs test-matrix test-models test-trainers test-faults mutations lint demo proof bench bench-read bench-build bench-storage bench-growth soak clean

setup: .venv/.done

.venv/.done: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed; name one: make PYTHON=/path/to/python3.11"; exit 2; }
	$(PYTHON) -m venv --clear .venv
	$(BIN)/pip install --quiet --disable-pip-version-check uv==0.13.9
	$(BIN)/uv export --quiet --frozen --all-extras --all-groups --output-file .venv/requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement .venv/requirements.txt
	touch $@

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/codespell
	$(BIN)/python -m tests.density

test: setup lint
	$(SINGLE) $(BIN)/python -m pytest $(PARALLEL)

# The same without what kills processes, fills disks or stops servers, and without lint.
test-quick: setup
	$(SINGLE) $(BIN)/python -m pytest $(PARALLEL) -m "not slow and not matrix and not faults and not models and not trainers"

# One environment per version of datasets in use, and one for torchgeo; downloads about 2 GB the first time.
test-matrix: setup
	$(BIN)/python -m pytest -m matrix

# Environments of their own, not in uv.lock: the caption metrics of pycocoevalcap, a tiny model that is
# made, served, asked, scored and trained, and the readers of exports (4 GB the first time).
test-models: setup
	$(BIN)/python -m pytest -m models

# Environments of their own, not in uv.lock: LLaMA-Factory and ms-swift preprocess exports (4 GB the first time).
test-trainers: setup
	$(BIN)/python -m pytest -m trainers -rP

# Builds a small world and writes the hashes of its rows and files to tests/hashes.txt: say in the commit why they changed.
hashes: setup
	$(BIN)/python -m tests.committed

# The parts of docs/ that programs write: commands, tree, tables of benchmarks.
docs: setup
	$(BIN)/python -m tests.docs

# Every number of the facts and of the questions, one up and one down: a test must fail. Half an hour.
mutations: setup
	$(BIN)/python -m tests.mutations builder/geometry.py tests/test_geometry.py --noconftest
	$(BIN)/python -m tests.mutations builder/chance.py tests/test_chance.py --noconftest
	$(BIN)/python -m tests.mutations builder/landcover tests/landcover --noconftest
	$(BIN)/python -m tests.mutations builder/tasks tests/tasks tests/captions

# Kills at many random moments, servers stopped for long, repeats of what make test tries once.
test-faults: setup
	$(BIN)/python -m pytest -m faults

# A home of its own: the cache of datasets knows a folder by its name, and would give the demo's rows for
# another folder named bigearthnet_txt.
demo: export HF_HOME := $(CURDIR)/.demo
demo: setup
	rm -rf world bigearthnet_txt gallery.html demo.png .demo
	$(BIN)/python -m builder world world --patches 300
	$(BIN)/python -m builder build world --out bigearthnet_txt --climate world/climate.tif
	$(BIN)/python -m builder verify bigearthnet_txt --solve
	$(BIN)/python -c 'import datasets; [print(c, datasets.load_dataset("bigearthnet_txt", c)) for c in ("captions", "vqa", "refexp", "benchmark", "patches")]'
	$(BIN)/python -m builder gallery bigearthnet_txt --patches 20 --out gallery.html
	$(BIN)/python -m bigearthnet_txt_cli show bigearthnet_txt --config vqa --count 3 --out demo.png

# Texts at scale: 20,000 synthetic maps, every row proven by the solver. About 4 minutes on two cores.
proof: setup
	rm -rf proof_world proof
	$(BIN)/python -m builder world proof_world --patches 20000 --maps-only
	$(BIN)/python -m builder build proof_world --out proof --climate proof_world/climate.tif --maps-only
	$(BIN)/python -m builder verify proof --solve

# The sampling weights that come with the code, for builds of few patches: those of 20,000 synthetic maps.
priors: setup
	rm -rf proof_world proof
	$(BIN)/python -m builder world proof_world --patches 20000 --maps-only
	$(BIN)/python -m builder build proof_world --out proof --climate proof_world/climate.tif --maps-only
	$(BIN)/python -m builder.shipped proof/priors.json

# All of them keep their tables in benchmarks/results; make docs puts them into docs/benchmarks.md.
bench: bench-build bench-storage bench-read
	$(BIN)/python -m benchmarks.stage --keep
	$(BIN)/python -m benchmarks.text --keep
	$(BIN)/python -m benchmarks.sensors --keep
	$(BIN)/python -m benchmarks.hidden --keep
	$(BIN)/python -m benchmarks.senses --keep
	$(BIN)/python -m tests.docs

# The build beside its peer, and where its time goes. About 10 minutes.
bench-build: setup
	$(BIN)/python -m benchmarks.build --keep
	$(BIN)/python -m benchmarks.shares --keep

# Ways to store the bands: size, writing, reading.
bench-storage: setup
	$(BIN)/python -m benchmarks.storage --keep

# Reading for training, and texts with pixels, beside the stores in use; torchgeo has an environment of its own (about 2 GB the first time).
bench-read: setup
	$(BIN)/python -m benchmarks.read --keep
	$(BIN)/python -m benchmarks.load --patches 4000 --keep
	$(BIN)/python -m benchmarks.workers --patches 4000 --keep

# How the build grows: 1,000 to 16,000 patches with 1 and 2 workers; 9 GB of disk, a quarter of an hour.
bench-growth: setup
	$(BIN)/python -m benchmarks.growth --keep

# Half an hour of builds with a kill every minute.
soak: setup
	$(BIN)/python -m benchmarks.soak

clean:
	rm -rf bigearthnet_txt world proof proof_world gallery.html demo.png .demo explorer .matrix .venv
