package dev.muster.simulations.cli;

/** How a result is printed. */
enum OutputFormat {
  TABLE("table"),
  JSON("json");

  private final String word;

  OutputFormat(String word) {
    this.word = word;
  }

  String word() {
    return word;
  }
}
