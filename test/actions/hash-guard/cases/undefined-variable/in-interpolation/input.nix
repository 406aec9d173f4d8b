{ }:
"${version}"
