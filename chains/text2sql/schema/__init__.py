"""The schema as the linker sees it: tables and columns, what each may be called and holds, and how they join."""
