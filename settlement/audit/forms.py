"""What of the history is asked for."""

from django import forms


class LogForm(forms.Form):
    """before: the key of the last event of the page before."""

    entity = forms.CharField(label="Kind of record", required=False, max_length=20)
    ref = forms.CharField(label="Its number or name", required=False, max_length=80)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
