"""Live conversion: microphone -> voice -> loudspeaker, while somebody speaks."""
