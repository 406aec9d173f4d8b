{ fetchurl }:
{
  meta.homepage = "https://github.com/harbor/tide/tree/main";
  meta.changelog = "https://github.com/harbor/tide/blob/main/CHANGELOG.md";
  meta.downloadPage = "https://github.com/harbor/tide/releases/latest";
}
