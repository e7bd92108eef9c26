package dev.muster.scaler.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What there is to buy, and what was bought.
 *
 * @param offers one for each node group, those that are sold out or closed included
 * @param purchases those whose machines are not all given back
 * @param limits on all of them together
 * @param idle names of the nodes on which nothing but daemons runs
 * @param wanted by UID of the gang: the types of machines that its user asked for, if any
 */
public record Stock(
    List<Offer> offers,
    List<Purchase> purchases,
    Limits limits,
    SortedSet<String> idle,
    SortedMap<String, List<String>> wanted) {
  public Stock {
    offers = List.copyOf(offers);
    purchases = List.copyOf(purchases);
    idle = Collections.unmodifiableSortedSet(new TreeSet<>(idle));
    wanted = Collections.unmodifiableSortedMap(new TreeMap<>(wanted));
  }

  /** Of nothing but offers. */
  public static Stock of(List<Offer> offers) {
    return new Stock(offers, List.of(), Limits.NONE, new TreeSet<>(), Collections.emptySortedMap());
  }
}
