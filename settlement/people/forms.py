"""What an administrator fills in about people."""

from django import forms

from settlement.accounts.roles import ROLES

CHOICES = [("", "Choose a role"), *((role, role.capitalize()) for role in ROLES)]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=CHOICES)
    active = forms.BooleanField(label="May sign in", required=False)


class PersonForm(forms.Form):
    name = forms.CharField(label="Name", max_length=120)
    email = forms.EmailField(label="E-mail address", max_length=254)
    role = forms.ChoiceField(label="Role", choices=CHOICES)
