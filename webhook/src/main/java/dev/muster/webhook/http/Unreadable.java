package dev.muster.webhook.http;

/** What is wrong with a text, in words that repeat nothing of it. */
final class Unreadable extends Exception {
  private static final long serialVersionUID = 1;

  Unreadable(String message) {
    super(message);
  }
}
