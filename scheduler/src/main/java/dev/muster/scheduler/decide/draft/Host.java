package dev.muster.scheduler.decide.draft;

import dev.muster.scheduler.model.Node;

/** A node in a {@link Draft}. */
public final class Host {
  private final String name;
  private Node node;
  private Traits traits;
  private NodeClass kind = NodeClass.NONE;
  private int rank;

  Host(Node node) {
    this.name = node.name();
    this.node = node;
    this.traits = kind.traits();
  }

  public String name() {
    return name;
  }

  /** Place in the order of names: comparing ranks compares names. */
  public int rank() {
    return rank;
  }

  /** What it is like now, charges of the draft taken off. */
  public NodeClass kind() {
    return kind;
  }

  Node node() {
    return node;
  }

  Traits traits() {
    return traits;
  }

  void become(Node newNode, Traits newTraits) {
    node = newNode;
    traits = newTraits;
  }

  void rank(int newRank) {
    rank = newRank;
  }

  void kind(NodeClass newKind) {
    kind = newKind;
  }
}
