from training.dates.train import main

main()
