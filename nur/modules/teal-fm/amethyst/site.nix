# The web client of Teal; its package is broken so far, and says why when it is asked for.
_: {
  summary = "the web client of Teal";
}
