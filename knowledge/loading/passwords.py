"""What to say about a file that needs a password."""

from knowledge.errors import EncryptedFile


def locked(what: str, password: str | None) -> EncryptedFile:
    """Return the error for a file that did not open: with no password, or with a wrong one."""
    if password is None:
        return EncryptedFile(f"{what} is encrypted: give its password in the field `password` and upload it again.")
    return EncryptedFile(f"The password does not open {what[0].lower()}{what[1:]}: check it and upload the file again.")
