"""Taking an uploaded file into memory, never onto the disk in the clear, up to a limit."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

LARGEST_UPLOAD = 32 << 20
TOO_LARGE = "upload_too_large"
"""The attribute set on a request whose file was larger; the file is then absent from `request.FILES`."""


class InMemoryOnly(FileUploadHandler):
    """Keeps one file in memory; of a larger one, the rest is read past and dropped."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.file = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) > LARGEST_UPLOAD:
            self.file = BytesIO()
            setattr(self.request, TOO_LARGE, True)
            raise SkipFile
        self.file.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.file.seek(0)
        return InMemoryUploadedFile(
            file=self.file,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
