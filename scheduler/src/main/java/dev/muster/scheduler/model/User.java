package dev.muster.scheduler.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whoever sends a request or once sent one, as the API server knows them. All of it counts for what
 * they may do: {@code extra} can narrow rights, and without it they would be wider.
 */
public record User(
    String name, String uid, List<String> groups, SortedMap<String, List<String>> extra) {
  /** The annotation in which a gang bears the user who submitted it, as JSON. */
  public static final String ANNOTATION = "muster.dev/submitter";

  public User {
    groups = List.copyOf(groups);
    var copy = new TreeMap<String, List<String>>();
    extra.forEach((key, values) -> copy.put(key, List.copyOf(values)));
    extra = Collections.unmodifiableSortedMap(copy);
  }

  /** Somebody of whom only the name is known. */
  public static User named(String name) {
    return new User(name, "", List.of(), Collections.emptySortedMap());
  }

  /** A service account, with the groups that each of them is in. */
  public static User account(String namespace, String name) {
    var groups =
        List.of(
            "system:serviceaccounts",
            "system:serviceaccounts:" + namespace,
            "system:authenticated");
    var user = "system:serviceaccount:" + namespace + ":" + name;
    return new User(user, "", groups, Collections.emptySortedMap());
  }
}
