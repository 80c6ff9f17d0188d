"""The documentation as a site: `npm run docs`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent / "_ext")]

import dash_glue42  # noqa: E402

project = "dash_glue42"
author = "the dash_glue42 contributors"
version = release = dash_glue42.__version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinx_copybutton",
    "contents",
    "component_reference",
    "python_reference",
    "drawings",
    "pictures",
    "llms",
]
# README.md is the list of pages, for a code host; the site has them in the sidebar.
exclude_patterns = ["README.md", "_ext", "_static", "_templates"]
templates_path = ["_templates"]

# As code hosts read Markdown.
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 4
myst_links_external_new_tab = False
suppress_warnings = ["myst.header"]
# In docstrings, `name` is code.
default_role = "code"
highlight_language = "none"
# `npm run docs -- --links` leaves out what runs on the reader's machine.
linkcheck_ignore = [r"https?://(localhost|127\.0\.0\.1)[:/]"]
linkcheck_timeout = 20
linkcheck_retries = 3
# Texts name keys and values as code does.
smartquotes_action = "D"

# Docstrings in Google style.
napoleon_numpy_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_typehints_format = "short"
python_use_unqualified_type_names = True
add_module_names = False
python_maximum_signature_line_length = 88
# No other project's reference is at hand, and private types have no entry.
nitpick_ignore_regex = [(r"py:.*", r"(?!dash_glue42\.).*|dash_glue42\.(\w+\.)?_.*")]

html_theme = "pydata_sphinx_theme"
html_title = "dash_glue42"
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_favicon = "_static/favicon.svg"
html_show_sourcelink = False
html_copy_source = False
html_permalinks_icon = "#"
html_sidebars = {"**": ["all_pages.html"], "index": []}
html_theme_options = {
    "logo": {"text": f"dash_glue42 {version}"},
    "navbar_start": ["navbar-logo"],
    "navbar_center": ["search-field"],
    "navbar_end": ["theme-switcher"],
    "navbar_persistent": ["search-button"],
    "navbar_align": "content",
    "secondary_sidebar_items": ["page-toc"],
    "show_toc_level": 2,
    "footer_start": ["copyright"],
    "footer_end": [],
    "pygments_light_style": "tango",
    "pygments_dark_style": "github-dark",
}
html_context = {"default_mode": "auto"}
copyright = "the dash_glue42 contributors, MIT licence"
copybutton_exclude = ".linenos, .gp, .go"
