package dev.muster.scheduler.model;

import java.util.List;

/**
 * What an AppWrapper that was submitted in MCAD's version says of its course, beside its waits: it
 * goes by MCAD's rules.
 *
 * @param minAvailable so many pods must run or have succeeded, else it is queued again; what 0 and
 *     less stand for depends on the edition
 * @param secondEdition whether it is of MCAD's second edition, in which -1 asks for no pod and 0
 *     for one; in the first 0 asks for none, but for pods that nobody places
 * @param completion parallel to the wrapped objects: in small letters, what the type of a condition
 *     contains by which such an object is done; empty where nothing is said
 */
public record Mcad(int minAvailable, boolean secondEdition, List<List<String>> completion) {
  public Mcad {
    completion = completion.stream().map(List::copyOf).toList();
  }

  /** Whether some of its objects say when they are done. */
  public boolean tellsCompletion() {
    return completion.stream().anyMatch(words -> !words.isEmpty());
  }

  /** Whether this object says when it is done. */
  public boolean tellsCompletion(int component) {
    return component < completion.size() && !completion.get(component).isEmpty();
  }

  /** Whether an object with a true condition of one of these types is done. */
  public boolean isDone(int component, List<String> trueTypes) {
    return tellsCompletion(component)
        && completion.get(component).stream()
            .anyMatch(word -> trueTypes.stream().anyMatch(type -> type.contains(word)));
  }
}
