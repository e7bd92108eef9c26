package dev.muster.simulations.live.store;

/**
 * One column of a table of objects, as {@code kubectl get} prints it; {@code priority} above 0 only
 * shows in wide output. An empty {@code jsonPath} marks a column that is computed.
 */
public record PrinterColumn(
    String name, String type, String format, String description, String jsonPath, int priority) {}
