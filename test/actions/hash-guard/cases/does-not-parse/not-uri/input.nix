{ url = https://example.org/a; }
