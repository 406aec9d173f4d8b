[ true false null map toString builtins.foo abort ]
