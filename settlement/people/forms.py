"""What an administrator fills in about people."""

from django import forms

from settlement.accounts.roles import ROLES

CHOICES = [(role, role.capitalize()) for role in ROLES]


class RolesField(forms.MultipleChoiceField):
    def __init__(self) -> None:
        super().__init__(
            label="Roles", choices=CHOICES, required=False, widget=forms.CheckboxSelectMultiple
        )


class RoleForm(forms.Form):
    roles = RolesField()
    active = forms.BooleanField(label="May sign in", required=False)


class PersonForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254)
    roles = RolesField()
