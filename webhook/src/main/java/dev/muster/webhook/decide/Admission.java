package dev.muster.webhook.decide;

import java.util.List;

/** The decision on a request, or what must be known before there is one. */
public sealed interface Admission {
  /** The object is let in as it is. */
  Admission UNCHANGED = new Let(List.of());

  /** The object is let in with these additions, applied in this order. */
  record Let(List<Addition> additions) implements Admission {
    public Let {
      additions = List.copyOf(additions);
    }
  }

  /** The object is not let in; there is at least one problem, and the first ones are told. */
  record Refuse(List<Problem> problems) implements Admission {
    private static final int SHOWN = 3;

    public Refuse {
      problems = List.copyOf(problems);
    }

    /** What its sender is told: one line of bounded length. */
    public String message() {
      var shown = problems.stream().limit(SHOWN).map(Problem::line).toList();
      int more = problems.size() - shown.size();
      return String.join("; ", shown) + (more == 0 ? "" : "; and " + more + " more");
    }
  }

  /** Ask these, and then again with the answers. None of them was answered before. */
  record Ask(List<Question> questions) implements Admission {
    public Ask {
      questions = List.copyOf(questions);
    }
  }

  /**
   * One value that is put into the object.
   *
   * @param path a JSON pointer, in the sense of a JSON patch's {@code add}
   * @param value a JSON tree
   */
  record Addition(String path, Object value) {}

  /**
   * What is wrong, and how to mend it.
   *
   * @param path where, as {@code spec.components[0].template}; empty for the whole object
   * @param text one line without control characters
   */
  record Problem(String path, String text) {
    private static final int LONGEST = 310;

    String line() {
      var line = path.isEmpty() ? text : path + ": " + text;
      return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
    }
  }
}
