package dev.muster.simulations.live.store;

/** Whether somebody may do something; {@code reason} may be empty. */
public record AccessAnswer(boolean allowed, String reason) {}
