/** The functions of a service: what they are, what they may do, and their states. */
package dev.statefun.sdk.java;
