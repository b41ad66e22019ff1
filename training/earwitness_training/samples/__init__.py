"""Sample streams that ship with the project, composed only of media that may be handed on."""
