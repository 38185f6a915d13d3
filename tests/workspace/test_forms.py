"""How forms are written into pages: names, help and errors tied to their fields."""

import re
from xml.etree import ElementTree

import pytest
from django import forms
from django.template.loader import render_to_string


class Sample(forms.Form):
    """One field of each kind."""

    name = forms.CharField(help_text="As in the passport.")
    note = forms.CharField(required=False, widget=forms.Textarea)
    kind = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect)
    agreed = forms.BooleanField()
    secret = forms.CharField(widget=forms.HiddenInput)


def parsed(form: forms.Form, **context: object) -> ElementTree.Element:
    """The whole form as the include writes it."""
    html: str = render_to_string("includes/form.html", {"form": form, **context})
    html = re.sub(r"<(input|br)([^>]*?)/?>", r"<\1\2/>", html).replace("&nbsp;", " ")
    html = re.sub(r"\s(required|checked|novalidate|data-focus|disabled)(?=[\s/>])", r' \1="\1"', html)
    return ElementTree.fromstring(f"<div>{html}</div>")  # noqa: S314 - our own output


@pytest.fixture
def refused() -> ElementTree.Element:
    """A form sent without anything in it."""
    return parsed(Sample({}))


def test_every_field_has_a_label(refused: ElementTree.Element) -> None:
    fields = {
        e.get("id")
        for e in refused.iter()
        if e.tag in {"input", "textarea", "select"} and e.get("type") != "hidden"
    }
    labels = {e.get("for") for e in refused.iter("label")}
    assert fields <= labels | {None}
    assert "id_name" in fields


def test_help_and_errors_are_tied_to_their_field(refused: ElementTree.Element) -> None:
    ids = [e.get("id") for e in refused.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    (name,) = [e for e in refused.iter("input") if e.get("id") == "id_name"]
    described = (name.get("aria-describedby") or "").split()
    assert described == ["id_name_helptext", "id_name_error"]
    assert set(described) <= set(ids)
    assert name.get("aria-invalid") == "true"


def test_a_group_of_choices_is_a_fieldset_with_a_name(refused: ElementTree.Element) -> None:
    (group,) = refused.iter("fieldset")
    legend = group.find("legend")
    assert legend is not None
    assert (legend.text or "").strip() == "Kind"
    assert len(list(group.iter("input"))) == 2


def test_the_summary_leads_to_each_field(refused: ElementTree.Element) -> None:
    (summary,) = [e for e in refused.iter("div") if e.get("role") == "alert"]
    targets = {e.get("href") for e in summary.iter("a")}
    assert {"#id_name", "#id_agreed"} <= targets
    assert "data-focus" in summary.attrib


def test_what_may_be_left_out_says_so() -> None:
    html = render_to_string("includes/form.html", {"form": Sample()})
    assert html.count("(optional)") == 1
    assert 'role="alert"' not in html
    assert 'name="secret"' in html


def test_a_form_rendered_by_itself_uses_the_same_rows() -> None:
    assert str(Sample()).count('class="field') >= 4
