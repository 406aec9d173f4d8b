builtins.getFlake (toString ./.)
