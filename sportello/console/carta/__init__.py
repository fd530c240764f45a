"""The file `carta.yml` as operators edit it: by forms that change what was changed and leave the rest as it is."""
