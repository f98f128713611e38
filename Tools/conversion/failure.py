"""What stops a conversion, in one sentence for the user."""


class ConversionFailure(Exception):
    pass
